// The handlers of the families git, checks, dev, cloud and network, by the names that the tables use.

import type { Handler } from "../call.ts";
import { buildHandlers } from "./builds.ts";
import { cloudHandlers } from "./cloud.ts";
import { cloudVerbHandlers } from "./cloud-verbs.ts";
import { clusterHandlers } from "./clusters.ts";
import { compilerHandlers } from "./compilers.ts";
import { containerHandlers } from "./containers.ts";
import { requestHandlers } from "./curl.ts";
import { databaseHandlers } from "./databases.ts";
import { forgeHandlers } from "./forge.ts";
import { git } from "./git.ts";
import { fileHandlers } from "./git-files.ts";
import { refHandlers } from "./git-refs.ts";
import { remoteHandlers } from "./git-remotes.ts";
import { runHandlers } from "./git-runs.ts";
import { interpreterHandlers } from "./interpreters.ts";
import { kubeHandlers } from "./kube.ts";
import { localHandlers } from "./local-tools.ts";
import { packageHandlers } from "./packages.ts";
import { pytestHandlers } from "./pytest.ts";
import { pythonHandlers } from "./python.ts";
import { railsHandlers } from "./rails.ts";
import { look } from "./remote-effects.ts";
import { runnerHandlers } from "./runners.ts";
import { scriptHandlers } from "./script-names.ts";
import { taskHandlers } from "./task-runners.ts";
import { toolchainHandlers } from "./toolchains.ts";
import { transferHandlers } from "./transfer.ts";

export const devHandlers: Readonly<Record<string, Handler>> = {
  git,
  ...fileHandlers,
  ...refHandlers,
  ...remoteHandlers,
  ...runHandlers,
  ...localHandlers,
  ...scriptHandlers,
  ...runnerHandlers,
  ...packageHandlers,
  ...pytestHandlers,
  ...pythonHandlers,
  ...interpreterHandlers,
  ...railsHandlers,
  ...buildHandlers,
  ...taskHandlers,
  ...compilerHandlers,
  ...toolchainHandlers,
  ...containerHandlers,
  ...cloudHandlers,
  ...cloudVerbHandlers,
  ...clusterHandlers,
  ...kubeHandlers,
  look,
  ...forgeHandlers,
  ...databaseHandlers,
  ...requestHandlers,
  ...transferHandlers,
};
