import { NoPage } from '../no-page.tsx';

/** A link to help that this vault does not hold. */
export const Lost = () => <NoPage back={{ href: '/proches', act: 'mandates', word: 'mandate.back' }} />;
