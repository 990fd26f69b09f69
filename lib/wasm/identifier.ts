/**
 * Names of functions and locals, which the printed module shows as $name (core spec 2.0, 6.3.5) and
 * exports carry: letters, digits and _, so that they are ASCII and records keep their order.
 */
export function expectIdentifier(role: string, name: string): void {
  if (/^[A-Za-z_]\w*$/.test(name)) return;
  throw new RangeError(
    `${role}: expected a name of letters, digits and _ that begins with no digit, got '${name}'; choose such a name`,
  );
}
