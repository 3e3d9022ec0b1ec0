// How this device shows things. No secret and nothing about the person: plain storage, so that it holds before the vault
// is open.

import { signal } from '@preact/signals';
import { isSimple, type Language, speakLanguage, speakSimply } from '../../../words/lookup.ts';

export interface DeviceSettings {
  readonly language: Language;
  readonly theme: 'auto' | 'light' | 'dark' | 'contrast';
  /** In hundredths of the reader's own size. */
  readonly size: 'normal' | '125' | '150' | '200';
  readonly face: 'system' | 'legible';
  /** Only the essential, in short lines. */
  readonly simple: 'off' | 'on';
}

const place = 'vav-device';
const first: DeviceSettings = {
  language: 'fr',
  theme: 'auto',
  size: 'normal',
  face: 'system',
  simple: 'off',
};

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
      ...(isOneOf(kept['language'], ['fr', 'en', 'ar']) ? { language: kept['language'] } : {}),
      ...(isOneOf(kept['theme'], ['light', 'dark', 'contrast']) ? { theme: kept['theme'] } : {}),
      ...(isOneOf(kept['size'], ['125', '150', '200']) ? { size: kept['size'] } : {}),
      ...(kept['face'] === 'legible' ? { face: 'legible' } : {}),
      ...(kept['simple'] === 'on' ? { simple: 'on' } : {}),
    };
  } catch {
    return {};
  }
}

function isOneOf<T extends string>(value: unknown, known: readonly T[]): value is T {
  return known.some((entry) => entry === value);
}

function show({ language, theme, size, face, simple }: DeviceSettings): void {
  const { dataset } = document.documentElement;
  dataset['theme'] = theme;
  dataset['size'] = size;
  dataset['face'] = face;
  void speakLanguage(language);
  // With its words and not before them.
  void speakSimply(simple === 'on').then(() => {
    dataset['simple'] = isSimple.value ? 'on' : 'off';
  });
  if (language === 'ar') void import('../../../ui/foreign.ts').then(({ markForeign }) => markForeign());
}
