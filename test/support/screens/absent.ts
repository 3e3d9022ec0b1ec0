import { signal } from '@preact/signals';
export const updateState = signal({ build: { version: '0.1.0', hash: 'kq3' }, waiting: null });
export const acceptUpdate = () => undefined;
export const recompute = async () => undefined;
export const tryWith = async () => [{ key: 'a', value: 100, unit: '€' }];
export const exportAll = async () => ({ name: 'a.json', text: '{}' });
