/** The package publishes its compiled rules without saying their type. */
declare module '@betagouv/aides-velo/rules' {
  const rules: Record<string, unknown>;
  export default rules;
}
