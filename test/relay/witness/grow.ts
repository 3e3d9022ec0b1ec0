import { knownParty, type TestHouse } from '../house.ts';

/** Makes a log longer by so many public records. */
export async function grow(relay: TestHouse, count: number): Promise<void> {
  const { client } = await knownParty(relay);
  for (let at = 1; at < count; at += 1) {
    relay.clock.pass({ ms: 1000 });
    const nowMs = relay.clock.now();
    const label = relay.regie.admit(client.id, nowMs + 86_400_000, nowMs);
    const answer = await relay.post('/label', { record: label });
    if (!answer.ok) throw new Error(await answer.text());
  }
}
