import { describe, expect, it } from 'vitest';
import { newKeptHpke } from '../../../relay/aggregate/configs.ts';
import { type TakenState, TakenStudies, type TakenStudy } from '../../../relay/aggregate/taken-studies.ts';
import type { StudyTask } from '../../../relay/aggregate/task.ts';
import { StoreFault } from '../../../relay/store/fault.ts';

type Taken = TakenStudy<TakenState>;

const task = { digest: 'study', text: 'a manifest', destroyMs: 0 } as StudyTask;
const aState = (configId: number): TakenState => ({ configId, secrets: { hpke: newKeptHpke(configId) } });

function aStore(changes: object = {}) {
  const kept: { digest: string; text: string; state: TakenState }[] = [];
  return {
    kept,
    studies: async () => kept,
    keepStudy: async (study: (typeof kept)[number]) => {
      if (kept.some(({ digest }) => digest === study.digest)) return false;
      kept.push(study);
      return true;
    },
    changeStudy: async () => undefined,
    destroyStudy: async () => undefined,
    ...changes,
  };
}

const openOn = (store: ReturnType<typeof aStore>) =>
  new TakenStudies<TakenState, Taken>(store, (_text, state) => ({ task, state }));

describe('the studies of an aggregator', () => {
  it('go on with what is on the disk, when another call kept it and never heard so', async () => {
    const store = aStore();
    const state = aState(7);
    store.kept.push({ digest: 'study', text: task.text, state });
    const studies = openOn(store);
    const found = await studies.keep('study', (configId) => ({ task, state: aState(configId) }));
    expect(found.state).toBe(state);
    expect(studies.get('study')).toBe(found);
    expect(studies.configs().map(({ id }) => id)).toEqual([7]);
    expect(studies.key(1)).toBeUndefined();
  });

  it('are marked destroyed after the disk, and open no door from before it on', async () => {
    let isFull = true;
    const store = aStore({
      destroyStudy: async () => {
        if (isFull) throw new StoreFault('store-failed', 'full');
      },
    });
    const studies = openOn(store);
    const study = await studies.keep('study', (configId) => ({ task, state: aState(configId) }));
    const left = { configId: study.state.configId, secrets: undefined };
    await expect(studies.destroy(study, left)).rejects.toThrow(StoreFault);
    expect(studies.get('study')).toBeUndefined();
    expect(studies.alive()).toEqual([study]);
    await expect(studies.change(study, {})).rejects.toMatchObject({ code: 'study-closed' });
    isFull = false;
    await studies.destroy(study, left);
    expect(studies.alive()).toEqual([]);
  });
});
