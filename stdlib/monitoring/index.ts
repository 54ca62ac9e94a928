import { envNode } from "../env.ts";
import { logAlertNode } from "./channels/log-alert.ts";
import { webhookNode } from "./channels/webhook.ts";
import { driftNode } from "./checks/drift.ts";
import { missingNode } from "./checks/missing.ts";
import { qualityNode } from "./checks/quality.ts";
import { volumeNode } from "./checks/volume.ts";
import { monitorNode } from "./monitor.ts";

export const monitoringNodes = [monitorNode, driftNode, qualityNode, missingNode, volumeNode, webhookNode, logAlertNode, envNode];
