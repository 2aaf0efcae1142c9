// What the host tests run: the package in the form that is published, built once for the run, unless the environment names another folder.

import { makePackedForm, type PackedForm } from "../../../scripts/packed-form.ts";

let form: PackedForm | undefined;

export async function setup(): Promise<void> {
  if (process.env.PI_MODES_TEST_PACKAGE !== undefined) return;
  form = await makePackedForm();
  process.env.PI_MODES_TEST_PACKAGE = form.folder;
}

export function teardown(): void {
  if (!form) return;
  delete process.env.PI_MODES_TEST_PACKAGE;
  form.remove();
}
