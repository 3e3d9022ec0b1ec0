// Puts screens, paths and link together. Nothing else.

import { render } from 'preact';
import { speakLanguage } from '../words/lookup.ts';
import { learnHelp } from './paths/help.ts';
import { loadStudies } from './paths/study.ts';
import { startRouter } from './router.ts';
import { App } from './screens/app.tsx';

const asksEnglish = navigator.languages
  .map((tag) => tag.slice(0, 2).toLowerCase())
  .find((tag) => tag === 'fr' || tag === 'en');
const isEnglish = new URLSearchParams(location.search).get('lang') ?? asksEnglish;

startRouter();
void loadStudies();
void learnHelp();
void speakLanguage(isEnglish === 'en' ? 'en' : 'fr').then(() => {
  const root = document.getElementById('app');
  if (root === null) return;
  root.replaceChildren();
  render(<App />, root);
});
