import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/** Details fold; the title says already what matters (« à personne »). */
export function Fold({
  title,
  act,
  children,
}: {
  title: ComponentChildren;
  act: string;
  children: ComponentChildren;
}) {
  return (
    <details class="fold">
      <summary data-act={act}>
        <span>{title}</span>
        <Icon name="next" size={18} />
      </summary>
      <div class="inside">{children}</div>
    </details>
  );
}
