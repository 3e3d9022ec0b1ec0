// Runs in the party's browser while the resident decides. It listens to its room, sends the six characters, and goes
// where the room says. Plain JavaScript: the relay has no build.

const room = document.getElementById('room');
const id = room.dataset.room;
const here = document.getElementById('here');
const form = document.getElementById('type');
const field = document.getElementById('characters');
const wrong = document.getElementById('wrong');
const wrongWords = document.getElementById('wrong-words').content.textContent;

function show(state) {
  for (const part of document.querySelectorAll('[data-when]')) part.hidden = part.dataset.when !== state;
  if (state === 'type') field.focus();
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
  const events = new EventSource(`/room/events?room=${encodeURIComponent(id)}`);
  events.addEventListener('room', (event) => {
    const told = JSON.parse(event.data);
    show(told.kind);
    if (told.kind === 'go' || told.kind === 'closed') events.close();
    if (told.kind === 'go') location.replace(told.to);
  });
}

// The room first learns that its own browser goes on to the wallet: no characters need to be typed then.
async function goOnHere() {
  await post('/room/here', { room: id }).catch(() => undefined);
  location.replace(here.getAttribute('href'));
}

here.addEventListener('click', (event) => {
  event.preventDefault();
  void goOnHere();
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  wrong.textContent = '';
  const answer = await post('/room/code', { room: id, code: field.value }).catch(() => undefined);
  // Where to go, or that the room closed, comes as an event; here only a typing error is told.
  if (answer?.ok) return;
  wrong.textContent = wrongWords;
  field.select();
});

// A phone has no second screen to point a camera at.
if (matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches) void goOnHere();
else listen();
