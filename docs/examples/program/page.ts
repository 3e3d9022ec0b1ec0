/**
 * The party's own small pages: one before the question, one after the answer. No script, nothing from elsewhere, no
 * value of a resident: the result is in the wallet and nowhere else.
 */
export type Lang = 'fr' | 'en';
export type LangText = Readonly<Record<Lang, string>>;

export interface Offer {
  readonly party: LangText;
  readonly title: LangText;
  readonly lead: LangText;
  readonly button: LangText;
  /** The way without the wallet: always beside the button, never behind it. */
  readonly alternative: LangText;
  /** Where a resident says that a result is not right. */
  readonly contest: { readonly email?: string; readonly phone?: string; readonly address?: string };
  readonly hasRules: boolean;
}

/** Where an asking ended: said without naming anyone or anything. */
export type Ending = 'done' | 'kept' | 'refused' | 'ended' | 'not-now' | 'late' | 'failed';

const endings: Record<Ending, { title: LangText; text: LangText }> = {
  done: {
    title: { fr: 'C’est fait.', en: 'Done.' },
    text: {
      fr: 'Le résultat est dans Vis-à-vis, sur votre téléphone. Lui seul peut l’ouvrir.',
      en: 'The result is in Vis-à-vis, on your phone. It alone can open it.',
    },
  },
  kept: {
    title: { fr: 'Merci.', en: 'Thank you.' },
    text: {
      fr: 'Votre accord est noté. Vous pouvez l’arrêter quand vous voulez, dans Vis-à-vis.',
      en: 'Your agreement is kept. You can stop it whenever you like, in Vis-à-vis.',
    },
  },
  refused: {
    title: { fr: 'C’est noté : non.', en: 'Noted: no.' },
    text: {
      fr: 'Rien n’a été partagé. Rien ne change pour vous.',
      en: 'Nothing was shared. Nothing changes for you.',
    },
  },
  ended: {
    title: { fr: 'Vous avez arrêté.', en: 'You have stopped.' },
    text: { fr: 'Nous ne pouvons plus rien lire.', en: 'We can read nothing any more.' },
  },
  'not-now': {
    title: { fr: 'Pas maintenant.', en: 'Not now.' },
    text: { fr: 'Nous n’avons rien pu lire cette fois.', en: 'We could read nothing this time.' },
  },
  late: {
    title: { fr: 'Cette page a expiré.', en: 'This page has expired.' },
    text: {
      fr: 'Ce que vous avez décidé est dans Vis-à-vis. Pour une nouvelle demande, recommencez.',
      en: 'What you decided is in Vis-à-vis. For a new request, start again.',
    },
  },
  failed: {
    title: { fr: 'Cela n’a pas marché.', en: 'That did not work.' },
    text: {
      fr: 'Ce n’est pas de votre fait. Si vous aviez dit oui, l’accord est dans Vis-à-vis : vous pouvez l’arrêter. Réessayez plus tard, ou prenez l’autre chemin.',
      en: 'It is not your doing. If you had said yes, the agreement is in Vis-à-vis: you can stop it. Try again later, or take the other way.',
    },
  },
};

const words = {
  demonstration: {
    fr: 'Démonstration : ce service n’existe pas.',
    en: 'Demonstration: this service does not exist.',
  },
  again: { fr: 'Il refait le calcul.', en: 'It does the sum again.' },
  realRules: { fr: 'Ses règles sont réelles.', en: 'Its rules are real.' },
  without: { fr: 'Sans téléphone', en: 'Without a phone' },
  contest: { fr: 'Si ce n’est pas juste', en: 'If it is not right' },
  back: { fr: 'Revenir à la demande', en: 'Back to the request' },
  once: { fr: 'Essai : le service relit', en: 'Trial: the service reads again' },
  wallet: { fr: 'Voir dans Vis-à-vis', en: 'See it in Vis-à-vis' },
};

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // No `form-action`: the form's answer leads on to the relay, and some browsers hold the redirect against it too.
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** French unless the browser asks for English before French. */
export function langOf(acceptLanguage: string | undefined, chosen: string | null): Lang {
  if (chosen === 'fr' || chosen === 'en') return chosen;
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'fr';
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

const style = `:root{color-scheme:light dark}body{margin:0;font:1.125rem/1.6 system-ui,sans-serif;background:Canvas;
color:CanvasText}main{max-width:36rem;margin:0 auto;padding:1.5rem}h1{line-height:1.2}p.mark{border:2px solid;padding:.5rem .75rem}
button,a.button{display:block;box-sizing:border-box;width:100%;min-height:3rem;padding:.75rem 1rem;font:inherit;font-weight:700;
text-align:center;text-decoration:none;color:#fff;background:#14532d;border:2px solid #14532d;border-radius:.5rem;cursor:pointer}
button:focus-visible,a:focus-visible,summary:focus-visible{outline:3px solid Highlight;outline-offset:3px}
button.second{margin-top:1rem;color:CanvasText;background:Canvas}nav{text-align:right}nav a,p a{display:inline-block;min-height:44px;line-height:44px;color:LinkText}`;

function page(lang: Lang, title: string, { hasRules }: Offer, body: string): string {
  const other = lang === 'fr' ? 'en' : 'fr';
  const otherName = other === 'fr' ? 'Français' : 'English';
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><nav><a href="/?lang=${other}" hreflang="${other}" lang="${other}">${otherName}</a></nav>
<p class="mark">${words.demonstration[lang]}${hasRules ? ` ${words.realRules[lang]}` : ''}</p>${body}</main></body></html>`;
}

export function offerPage(lang: Lang, offer: Offer): string {
  return page(
    lang,
    offer.title[lang],
    offer,
    `<p>${escapeHtml(offer.party[lang])}</p><h1>${escapeHtml(offer.title[lang])}</h1><p>${escapeHtml(offer.lead[lang])}</p>
<form method="post" action="/ask?lang=${lang}"><button>${escapeHtml(offer.button[lang])}</button></form>
<h2>${words.without[lang]}</h2><p>${escapeHtml(offer.alternative[lang])}</p>${contestPart(lang, offer.contest)}`,
  );
}

function contestPart(lang: Lang, { phone, email, address }: Offer['contest']): string {
  const ways = [phone, email, address].flatMap((way) => (way === undefined ? [] : [escapeHtml(way)]));
  return `<h2 id="contest">${words.contest[lang]}</h2><p>${ways.join('<br>')}</p>`;
}

export function endingPage(lang: Lang, ending: Ending, offer: Offer, wallet: string): string {
  const { title, text } = endings[ending];
  const isEnd = ending === 'done' || ending === 'kept' || ending === 'ended';
  const isLive = ending === 'done' || ending === 'kept' || ending === 'not-now';
  const recomputed = ending === 'done' && offer.hasRules ? ` ${words.again[lang]}` : '';
  const once = `<form method="post" action="/again?lang=${lang}"><button class="second">${words.once[lang]}</button></form>`;
  const way = isEnd
    ? `<p><a class="button" href="${escapeHtml(wallet)}">${words.wallet[lang]}</a></p>`
    : `<p><a href="/?lang=${lang}">${words.back[lang]}</a></p><h2>${words.without[lang]}</h2><p>${escapeHtml(offer.alternative[lang])}</p>`;
  return page(
    lang,
    title[lang],
    offer,
    `<h1>${title[lang]}</h1><p>${text[lang]}${recomputed}</p>${way}${isLive ? once : ''}`,
  );
}
