/**
 * Imports a package that only some formats need. One that is missing is a sentence with the command that
 * adds it.
 */
export async function optionalPackage<Module>(
  path: string,
  specifier: string,
  install: string = specifier.split('/')[0],
): Promise<Module> {
  try {
    return (await import(specifier)) as Module;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      `${path}: expected the package ${install.split(' ')[0]} to read such files, got none; npm install ${install} adds it`,
      { cause: error },
    );
  }
}
