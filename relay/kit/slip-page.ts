// The slip of a paper grant as it goes to the printer: one file that needs nothing else, the same look as the wallet's
// sheets. The party's words come from outside and are escaped where they are put in; the page holds no script.

import { renderSVG } from 'uqr';
import { recordDigest } from '../../crypto/hash.ts';
import { factKind } from '../../policy/fact.ts';
import { type PurposeId, purposeOf } from '../../policy/purpose.ts';
import type { Lang, LangText } from '../../policy/record.ts';
import { fitsSheet, splitForSheet } from '../../policy/sheet.ts';
import type { Slip } from './paper-grant.ts';
import { slipStyle } from './slip-style.ts';

/** Put in as it is; every other text is escaped. */
interface Markup {
  readonly markup: string;
}

const words = {
  title: { fr: 'Mon accord', en: 'My agreement' },
  who: { fr: 'À qui', en: 'With whom' },
  what: { fr: 'Ce que je partage', en: 'What I share' },
  why: { fr: 'Pourquoi', en: 'Why' },
  until: { fr: 'Jusqu’au', en: 'Until' },
  without: { fr: 'Sans cet accord', en: 'Without it' },
  ask: { fr: 'Une question', en: 'A question' },
  stop: { fr: 'Pour arrêter', en: 'To stop' },
  scan: {
    fr: 'Visez ce carré avec un téléphone. Ou tapez le code sur la page',
    en: 'Point a phone at this square. Or type the code on the page',
  },
  stopped: {
    fr: 'Tout s’arrête aussitôt. Vous ne dites pas pourquoi. Pas de téléphone ? Venez au guichet avec ce papier.',
    en: 'It all stops at once. You need not say why. No phone? Come to the counter with this paper.',
  },
  keep: {
    fr: 'Gardez ce papier chez vous. Qui le trouve peut arrêter, et ne peut rien lire.',
    en: 'Keep this paper at home. Who finds it can stop it, and can read nothing.',
  },
  helps: {
    fr: 'Le guichet m’aide. Il peut voir cet accord et l’arrêter. Il ne voit pas mes données. Je peux arrêter cette aide quand je veux. Elle finit le :',
    en: 'The counter helps me. It can see this agreement and stop it. It does not see my data. I can end this help when I want. It ends on:',
  },
  sees: {
    fr: 'Le guichet m’aide. Il peut voir cet accord, et rien de plus. Il ne voit pas mes données. Je peux arrêter cette aide quand je veux. Elle finit le :',
    en: 'The counter helps me. It can see this agreement, and no more. It does not see my data. I can end this help when I want. It ends on:',
  },
  code: {
    fr: 'Ce carré porte l’accord signé. Tout le monde peut le lire et le vérifier.',
    en: 'This square holds the signed agreement. Anybody can read and check it.',
  },
  codes: {
    fr: 'Ces carrés portent l’accord signé. Il faut les lire tous.',
    en: 'These squares hold the signed agreement. All of them must be read.',
  },
  tooLong: {
    fr: 'Le texte signé est trop long pour ce papier. Gardez aussi le fichier.',
    en: 'The signed text is too long for this paper. Keep the file as well.',
  },
  number: { fr: 'N°', en: 'No.' },
  tear: { fr: 'À couper : le guichet garde cette partie', en: 'Cut here: the counter keeps this part' },
  type: { fr: 'À taper à l’écran :', en: 'To type on the screen:' },
  waits: { fr: 'Avant cela, rien n’est partagé.', en: 'Until then nothing is shared.' },
  given: { fr: 'J’ai pris mon papier.', en: 'I have taken my paper.' },
  day: { fr: 'Le :', en: 'Date:' },
  sign: { fr: 'Je signe :', en: 'I sign:' },
} satisfies Record<string, LangText>;

/** Where clocks in town stand: what is over at half past midnight is not over the day before. */
const zone = 'Europe/Paris';

export function slipPage(slip: Slip): string {
  const { lang } = slip;
  const say = (word: keyof typeof words): string => words[word][lang];
  const number = `${say('number')} ${recordDigest(slip.grant).slice(0, 8)}`;
  const who: Row = [say('who'), slip.party];
  const until: Row = [say('until'), dayOf(slip.until, lang)];
  const title = say('title');
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${title} · Vis-à-vis</title>
<style>${{ markup: slipStyle }}</style>
</head>
<body>
<main class="sheet">
<header><h1>${title}</h1><span>${mark}<b>Vis-à-vis</b></span></header>
${rows([
  who,
  [say('what'), slip.facts.map((key) => factKind(key).label[lang]).join(' · ')],
  [say('why'), slip.title, purposeOf(slip.purpose as PurposeId).label[lang]],
  until,
  [say('without'), slip.alternative],
  ...(slip.contact.length > 0 ? [[say('ask'), slip.contact.join(' · ')] as const] : []),
])}
<section class="module stop">
<h2>${say('stop')}</h2>
<p>${say('scan')} <b>${slip.stop.link.replace(/^https?:\/\//, '').replace(/#.*$/, '')}</b></p>
${square(slip.stop.link, say('stop'))}
<ol class="groups">${slip.stop.code.split('-').map((group, at) => html`<li><small>${String(at + 1)}</small><b>${group}</b></li>`)}</ol>
<p>${say('stopped')}</p>
</section>
<p>${say('keep')}</p>
<p>${say(slip.help.acts.length > 1 ? 'helps' : 'sees')} <b>${dayOf(slip.help.until, lang)}</b></p>
${codes(slip.grant, say, `${title} ${number}`)}
<section class="tear-off">
<p class="soft">${say('tear')}</p>
${rows([who])}
<p>${say('until')} <b>${until[1]}</b> · <b>${number}</b></p>
<p>${say('type')} <b>${slip.confirm}</b>. ${say('waits')}</p>
<p>${say('given')}</p>
<div class="signed"><span>${say('day')}</span><i></i><span>${say('sign')}</span><i class="long"></i></div>
</section>
</main>
</body>
</html>
`.markup;
}

type Row = readonly [term: string, said: string, more?: string];

const rows = (of: readonly Row[]): Markup =>
  html`<dl>${of.map(
    ([term, said, more]) =>
      html`<div><dt>${term}</dt><dd>${said}</dd>${more === undefined ? [] : html`<dd class="soft">${more}</dd>`}</div>`,
  )}</dl>`;

/** As the wallet prints a record: read again by `joinSheet`, in any order. */
function codes(record: string, say: (word: keyof typeof words) => string, label: string): Markup {
  if (!fitsSheet(record)) return html`<p><b>${label}</b> · ${say('tooLong')}</p>`;
  const pieces = splitForSheet(record, recordDigest(record));
  const place = (at: number): string => `${at + 1} / ${pieces.length}`;
  return html`<section class="signed-text"><p><b>${label}</b> · ${say(pieces.length === 1 ? 'code' : 'codes')}</p>
<ul class="codes">${pieces.map(
    (text, at) => html`<li>${square(text, `${label} ${place(at)}`)}<small>${place(at)}</small></li>`,
  )}</ul></section>`;
}

/** Correction M, as on every sheet; its quiet zone is the white around the figure. */
const square = (text: string, label: string): Markup =>
  html`<figure class="qr" role="img" aria-label="${label}">${{ markup: renderSVG(text, { ecc: 'M', border: 0 }) }}</figure>`;

const mark: Markup = {
  markup:
    '<svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true"><path d="M14 3v26A13 13 0 0 1 14 3Z"/><path d="M18 3a13 13 0 0 1 0 26Z"/></svg>',
};

const dayOf = (at: string, lang: Lang): string =>
  new Intl.DateTimeFormat(lang === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long', timeZone: zone }).format(
    new Date(at),
  );

function html(
  parts: TemplateStringsArray,
  ...given: readonly (string | Markup | readonly Markup[])[]
): Markup {
  const put = (value: string | Markup | readonly Markup[] = ''): string => {
    if (typeof value === 'string') return escapeHtml(value);
    return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
  };
  return { markup: parts.map((part, at) => part + put(given[at])).join('') };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] as string);
