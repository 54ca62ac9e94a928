import type { NodeDefinition } from "../../runtime/node.ts";
import { aggregate } from "./aggregate.ts";
import { cast } from "./cast.ts";
import { clip } from "./clip.ts";
import { derive } from "./derive.ts";
import { dropColumns } from "./drop-columns.ts";
import { dropDuplicates } from "./drop-duplicates.ts";
import { dropRows } from "./drop-rows.ts";
import { expect } from "./expect.ts";
import { filter } from "./filter.ts";
import { folds } from "./folds.ts";
import { join } from "./join.ts";
import { joinAsOf } from "./join-asof.ts";
import { load } from "./load.ts";
import { profile } from "./profile.ts";
import { rename } from "./rename.ts";
import { renameColumns } from "./rename-columns.ts";
import { rows } from "./rows.ts";
import { sample } from "./sample.ts";
import { save } from "./save.ts";
import { schemaNode } from "./schema.ts";
import { select } from "./select.ts";
import { sort } from "./sort.ts";
import { split } from "./split.ts";
import { union } from "./union.ts";
import { windows } from "./windows.ts";

/** Getting data in, cleaning it, dividing it, and writing it out. */
export const dataNodes: readonly NodeDefinition[] = [load, rows, schemaNode, join, joinAsOf, union, aggregate, windows, select, dropColumns, rename, renameColumns, derive, cast, clip, filter, dropRows, dropDuplicates, sort, sample, expect, split, folds, profile, save];
