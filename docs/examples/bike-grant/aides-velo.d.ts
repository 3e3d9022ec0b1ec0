/** The package publishes its compiled rules without saying their type. */
declare module '@betagouv/aides-velo/rules' {
  const rules: Record<string, unknown>;
  export default rules;
}

declare module 'aides-velo-3.0.1/rules' {
  const rules: Record<string, unknown>;
  export default rules;
}
