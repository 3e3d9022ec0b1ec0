/** The part of DPV 2.3's tree of purposes (skos:broader) that stands above the purposes in use. */
const dpv = 'https://w3id.org/dpv#';

const broader: Readonly<Record<string, readonly string[]>> = {
  ServiceProvision: ['ServiceManagement'],
  PaymentManagement: ['ServiceManagement'],
  ServicePersonalisation: ['Personalisation', 'ServiceManagement'],
  PublicBenefit: ['Purpose'],
  ImproveExistingProductsAndServices: ['OptimisationForController'],
  OptimisationForController: ['ServiceOptimisation'],
  ServiceOptimisation: ['ServiceManagement'],
  ScientificResearch: ['ResearchAndDevelopment'],
  ResearchAndDevelopment: ['Purpose'],
  FraudPreventionAndDetection: ['MisusePreventionAndDetection'],
  MisusePreventionAndDetection: ['EnforceSecurity'],
  EnforceSecurity: ['Purpose'],
  Advertising: ['Marketing'],
  Marketing: ['Purpose'],
  ServiceManagement: ['Purpose'],
  Personalisation: ['Purpose'],
};

/** Is this purpose one kind of that one? Never of itself, never when DPV does not say so. */
export function isNarrower(iri: string, than: string): boolean {
  if (!iri.startsWith(dpv)) return false;
  return (broader[iri.slice(dpv.length)] ?? []).some(
    (above) => dpv + above === than || isNarrower(dpv + above, than),
  );
}
