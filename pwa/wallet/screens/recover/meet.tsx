import { useEffect, useState } from 'preact/hooks';
import { Fold } from '../../../ui/fold.tsx';
import { Qr } from '../../../ui/qr.tsx';
import { say } from '../../../words/lookup.ts';
import type { Found } from '../../paths/recover.ts';
import { Digits } from '../mandate/digits.tsx';

type Step =
  | { readonly is: 'opening' }
  | { readonly is: 'scan'; readonly link: string }
  | { readonly is: 'compare'; readonly code: string };

/** The new device: QR code → the same six digits on both → what the other one gives once the person said yes there. */
export function MeetDevice({
  over,
  onFound,
  onFault,
}: {
  over: AbortSignal;
  onFound: (found: Found) => void;
  onFault: (fault: unknown) => void;
}) {
  const [step, setStep] = useState<Step>({ is: 'opening' });
  useEffect(() => {
    const run = async () => {
      const meeting = await (await import('../../paths/recover.ts')).meetOtherDevice(over);
      setStep({ is: 'scan', link: meeting.link });
      setStep({ is: 'compare', code: await meeting.code() });
      onFound(await meeting.found());
    };
    run().catch((fault: unknown) => {
      if (!over.aborted) onFault(fault);
    });
  }, []);
  if (step.is === 'opening') return <div class="ghost" aria-busy="true" />;
  if (step.is === 'compare')
    return (
      <div class="stack" role="status">
        <p class="lead">{say('recover.digits')}</p>
        <Digits code={step.code} />
        <p>{say('recover.digits.wait')}</p>
      </div>
    );
  return (
    <>
      <p class="lead">{say('recover.scan')}</p>
      <section class="card">
        <Qr text={step.link} label={say('recover.scan.label')} />
      </section>
      <Fold act="no-camera" title={say('recover.no-camera')}>
        <p>{say('recover.no-camera.how')}</p>
        <p class="code small" data-link>
          {step.link}
        </p>
      </Fold>
    </>
  );
}
