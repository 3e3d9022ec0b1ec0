// Runs in the party's browser while the resident decides. It listens to its room, sends the six characters, and goes
// where the room says. Plain JavaScript: the relay has no build. It stands before the page and holds it back until it is
// there: who pressed « here » before would be taken for somebody on another device, and find no way back.

const part = (id) => document.getElementById(id);
const roomId = () => part('room').dataset.room;

function show(state) {
  for (const shown of document.querySelectorAll('[data-when]')) shown.hidden = shown.dataset.when !== state;
  if (state === 'type') part('characters').focus();
}

function post(path, body) {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'same-origin',
  });
}

function listen() {
  const events = new EventSource(`/room/events?room=${encodeURIComponent(roomId())}`);
  events.addEventListener('room', (event) => {
    const told = JSON.parse(event.data);
    show(told.kind);
    if (told.kind === 'go' || told.kind === 'closed') events.close();
    if (told.kind === 'go') location.replace(told.to);
  });
}

// The room first learns that its own browser goes on to the wallet: no characters need to be typed then.
async function goOnHere() {
  await post('/room/here', { room: roomId() }).catch(() => undefined);
  location.replace(part('here').getAttribute('href'));
}

async function sendCharacters() {
  const wrong = part('wrong');
  const field = part('characters');
  wrong.textContent = '';
  const answer = await post('/room/code', { room: roomId(), code: field.value }).catch(() => undefined);
  // Where to go, or that the room closed, comes as an event; here only a typing error is told.
  if (answer?.ok) return;
  wrong.textContent = part('wrong-words').content.textContent;
  field.select();
}

document.addEventListener('click', (event) => {
  if (event.target.closest('#here') === null) return;
  event.preventDefault();
  void goOnHere();
});

document.addEventListener('submit', (event) => {
  event.preventDefault();
  void sendCharacters();
});

document.addEventListener('DOMContentLoaded', () => {
  // A phone has no second screen to point a camera at.
  if (matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches) void goOnHere();
  else listen();
});
