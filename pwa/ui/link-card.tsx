import { Icon, type IconName } from './icon.tsx';

/** A card that leads on: a sign, what it is, and why one would go there. */
export function LinkCard({
  href,
  icon,
  act,
  title,
  why,
  isOut = false,
}: {
  href: string;
  icon: IconName;
  act: string;
  title: string;
  why: string;
  /** A page of its own, outside of the wallet. */
  isOut?: boolean;
}) {
  return (
    <a class="card plain" href={href} data-act={act} data-out={isOut || undefined}>
      <span class="row">
        <span class="round">
          <Icon name={icon} size={20} />
        </span>
        <span class="grow stack tight">
          <b>{title}</b>
          <span class="soft small">{why}</span>
        </span>
        <Icon name="next" size={20} />
      </span>
    </a>
  );
}
