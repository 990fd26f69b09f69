const names: Readonly<Record<string, string>> = {
  axis_major: 'axis major',
  axis_minor: 'axis minor',
  tau2: 'τ₂',
  tau3: 'τ₃',
  C2_b05: 'C₂ (β = 0.5)',
  ptD: 'pT D',
  EFP1: 'EFP 1',
  log_msd: 'ln soft-drop mass',
};

/** A feature of jets as the paper's axes name it; any other by its own name. */
export function showFeature(name: string): string {
  return names[name] ?? name;
}
