import type { ComponentChildren } from 'preact';

export function Card({ title, children, act }: { title: string; children: ComponentChildren; act: string }) {
  return (
    <section class="card" data-card={act}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
