// The waiting room's page: what a party's browser shows until the yes. Small, own script and style, no framework; every
// sentence stands in the page in one language and the script only shows and hides, so the script needs no words.

import { renderSVG } from 'uqr';
import type { Lang, LangText } from '../../policy/record.ts';

const words = {
  title: { fr: 'Une demande vous attend', en: 'A request is waiting for you' },
  asks: {
    fr: (name: string) => `${name} vous fait une demande.`,
    en: (name: string) => `${name} has a request for you.`,
  },
  scan: {
    fr: 'Ouvrez-la sur votre téléphone : visez ce dessin avec l’appareil photo.',
    en: 'Open it on your phone: point the camera at this drawing.',
  },
  drawing: {
    fr: 'Code QR qui ouvre la demande sur un téléphone',
    en: 'QR code that opens the request on a phone',
  },
  here: { fr: 'Continuer sur cet appareil', en: 'Go on with this device' },
  waiting: { fr: 'Nous attendons votre réponse.', en: 'We are waiting for your answer.' },
  claimed: {
    fr: 'La demande est ouverte sur un téléphone. Répondez là-bas.',
    en: 'The request is open on a phone. Answer there.',
  },
  elsewhere: {
    fr: 'Vous avez répondu dans un autre onglet. Vous pouvez fermer cette page.',
    en: 'You answered in another tab. You may close this page.',
  },
  type: {
    fr: 'Tapez ici les six caractères que montre le téléphone.',
    en: 'Type here the six characters that the phone shows.',
  },
  characters: { fr: 'Six caractères', en: 'Six characters' },
  confirm: { fr: 'Confirmer', en: 'Confirm' },
  wrong: {
    fr: 'Ce ne sont pas ces caractères. Regardez le téléphone et tapez-les encore.',
    en: 'These are not the characters. Look at the phone and type them again.',
  },
  closed: {
    fr: (name: string) => `Cette page n’est plus valable. Rien n’est partagé. Revenez à la page de ${name}.`,
    en: (name: string) => `This page is no longer valid. Nothing is shared. Go back to the page of ${name}.`,
  },
  go: { fr: (name: string) => `Retour chez ${name}…`, en: (name: string) => `Back to ${name}…` },
  free: {
    fr: 'Vous êtes libre. Si vous fermez cette page, rien n’est partagé.',
    en: 'It is up to you. If you close this page, nothing is shared.',
  },
  noScript: {
    fr: 'Cette page a besoin de JavaScript pour revenir au service après votre réponse.',
    en: 'This page needs JavaScript to go back to the service after your answer.',
  },
  exercise: { fr: 'EXERCICE : rien n’est vrai', en: 'EXERCISE: nothing is real' },
  // In a tab of its own: who left the waiting room for help would have to ask again.
  help: { fr: 'Besoin d’aide ? (nouvel onglet)', en: 'Need help? (new tab)' },
  trouble: { fr: 'Cette demande ne peut pas s’ouvrir', en: 'This request cannot be opened' },
};

export interface RoomPage {
  lang: Lang;
  name: LangText;
  room: string;
  /** `/r#handle.clientIdHash`, with the relay's origin for the QR. */
  link: string;
  origin: string;
  isExercise: boolean;
}

export function roomPage({ lang, name, room, link, origin, isExercise }: RoomPage): string {
  const say = (text: LangText) => escapeHtml(text[lang]);
  const sayName = (text: Record<Lang, (name: string) => string>) => escapeHtml(text[lang](name[lang]));
  // A quiet zone of four modules and correction M: the camera of an old phone reads it off a dim screen.
  const drawing = renderSVG(origin + link, { ecc: 'M', border: 4, pixelSize: 6 });
  return page(
    lang,
    say(words.title),
    `${isExercise ? `<aside class="exercise">${say(words.exercise)}</aside>` : ''}<main id="room" data-room="${escapeHtml(room)}">
<h1>${sayName(words.asks)}</h1>
<section data-when="waiting">
<p>${say(words.scan)}</p>
<figure role="img" aria-label="${say(words.drawing)}">${drawing}</figure>
<p><a id="here" class="button" href="${escapeHtml(link)}">${say(words.here)}</a></p>
</section>
<form id="type" data-when="type" hidden>
<label for="characters">${say(words.type)}</label>
<input id="characters" name="characters" type="text" autocomplete="one-time-code" autocapitalize="characters"
 spellcheck="false" maxlength="8" required aria-describedby="wrong" title="${say(words.characters)}">
<p id="wrong" class="wrong" role="alert"></p>
<button type="submit" class="button">${say(words.confirm)}</button>
</form>
<div role="status" aria-live="polite">
<p data-when="waiting">${say(words.waiting)}</p>
<p data-when="claimed" hidden>${say(words.claimed)}</p>
<p data-when="answered-elsewhere" hidden>${say(words.elsewhere)}</p>
<p data-when="go" hidden>${sayName(words.go)}</p>
<p data-when="closed" hidden>${sayName(words.closed)}</p>
</div>
<template id="wrong-words">${say(words.wrong)}</template>
<p class="soft" data-when="waiting">${say(words.free)}</p>
<noscript><p>${say(words.noScript)}</p></noscript>
</main>`,
    // No module, which would come after the page: whoever presses must be heard.
    '<script src="/room/page.js"></script>\n',
  );
}

/** A problem that a person meets in a browser: the same sentences as the problem+json, readable. */
export function troublePage(lang: Lang, sentence: string, todo: string, code: string): string {
  return page(
    lang,
    escapeHtml(words.trouble[lang]),
    `<main><h1>${escapeHtml(words.trouble[lang])}</h1><p>${escapeHtml(sentence)}</p><p>${escapeHtml(todo)}</p>
<p class="soft"><code>${escapeHtml(code)}</code></p></main>`,
  );
}

interface ProblemLine {
  code: string;
  status: number;
  fr: { said: string; todo: string };
  en: { said: string; todo: string };
}

export function problemsPage(lines: readonly ProblemLine[]): string {
  const rows = lines.map(
    ({
      code,
      status,
      fr,
      en,
    }) => `<section id="${escapeHtml(code)}"><h2><code>${escapeHtml(code)}</code> · ${status}</h2>
<p lang="fr">${escapeHtml(fr.said)} ${escapeHtml(fr.todo)}</p><p>${escapeHtml(en.said)} ${escapeHtml(en.todo)}</p></section>`,
  );
  return page('en', 'Problems', `<main><h1>Problems</h1>${rows.join('')}</main>`);
}

function page(lang: Lang, title: string, body: string, first = ''): string {
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Vis-à-vis</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/room/page.css">
${first}</head>
<body>
<header><svg width="30" height="30" viewBox="0 0 32 32" aria-hidden="true"><path class="party" d="M14 3v26A13 13 0 0 1 14 3Z"/><path class="resident" d="M18 3a13 13 0 0 1 0 26Z"/></svg><span>Vis-à-vis</span></header>
${body}
<footer><a class="help" href="/aide" target="_blank" rel="noopener" data-act="help">${escapeHtml(words.help[lang])}</a></footer>
</body>
</html>
`;
}

/** French unless English is preferred to it. */
export function langOf(acceptLanguage: string | null): Lang {
  let best: { lang: Lang; weight: number } = { lang: 'fr', weight: 0 };
  for (const range of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [tag, ...parameters] = range.trim().toLowerCase().split(';');
    const lang = tag?.split('-')[0];
    const weight = Number(/q=([\d.]+)/.exec(parameters.join(';'))?.[1] ?? 1);
    if ((lang === 'fr' || lang === 'en') && weight > best.weight) best = { lang, weight };
  }
  return best.lang;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
