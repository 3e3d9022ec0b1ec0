// How this device shows things. No secret and nothing about the person: plain storage, so that it holds before the vault
// is open.

import { signal } from '@preact/signals';
import { type Language, speakLanguage } from '../../../words/lookup.ts';

export interface DeviceSettings {
  readonly language: Language;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly size: 'normal' | 'large';
  readonly face: 'system' | 'legible';
}

const place = 'vav-device';
const first: DeviceSettings = { language: 'fr', theme: 'auto', size: 'normal', face: 'system' };

export const deviceSettings = signal<DeviceSettings>(first);

export function applySettings(): void {
  deviceSettings.value = { ...first, language: browserLanguage(), ...readKept() };
  show(deviceSettings.value);
}

/** French unless the browser asks for English before French; what was chosen here comes first. */
export function browserLanguage(asked: readonly string[] = navigator.languages ?? []): Language {
  const known = asked.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'fr' || tag === 'en');
  return known === 'en' ? 'en' : 'fr';
}

export function setDevice(change: Partial<DeviceSettings>): void {
  deviceSettings.value = { ...deviceSettings.value, ...change };
  try {
    localStorage.setItem(place, JSON.stringify(deviceSettings.value));
  } catch {
    // A browser that keeps nothing forgets these at the end of the visit.
  }
  show(deviceSettings.value);
}

function readKept(): Partial<DeviceSettings> {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? '{}') as Record<string, unknown>;
    return {
      ...(kept['language'] === 'en' || kept['language'] === 'fr' ? { language: kept['language'] } : {}),
      ...(kept['theme'] === 'light' || kept['theme'] === 'dark' ? { theme: kept['theme'] } : {}),
      ...(kept['size'] === 'large' ? { size: 'large' } : {}),
      ...(kept['face'] === 'legible' ? { face: 'legible' } : {}),
    };
  } catch {
    return {};
  }
}

function show({ language, theme, size, face }: DeviceSettings): void {
  const { dataset } = document.documentElement;
  dataset['theme'] = theme;
  dataset['size'] = size;
  dataset['face'] = face;
  void speakLanguage(language);
}
