import { LineMap, type Span } from "../syntax/span.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import type { AnyDiagnosticKind } from "./registry/index.ts";

type SarifLevel = "error" | "warning" | "note";

interface SarifText {
  readonly text: string;
}

interface SarifRegion {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface SarifLocation {
  readonly id?: number;
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: SarifRegion };
  readonly message?: SarifText;
}

export interface SarifLog {
  readonly $schema: string;
  readonly version: "2.1.0";
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly version: string; readonly rules: readonly SarifRule[] } };
    readonly columnKind: "utf16CodeUnits";
    readonly results: readonly SarifResult[];
  }[];
}

interface SarifRule {
  readonly id: string;
  readonly shortDescription: SarifText;
  readonly fullDescription: SarifText;
  readonly help: SarifText & { readonly markdown: string };
  readonly defaultConfiguration: { readonly level: SarifLevel };
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: SarifLevel;
  readonly message: SarifText;
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly fixes?: readonly {
    readonly description: SarifText;
    readonly artifactChanges: readonly {
      readonly artifactLocation: { readonly uri: string };
      readonly replacements: readonly { readonly deletedRegion: SarifRegion; readonly insertedContent: SarifText }[];
    }[];
  }[];
}

export interface SarifOptions {
  readonly version: string;
  /** Every diagnostic there is, by which the results are named. */
  readonly kinds: readonly AnyDiagnosticKind[];
  readonly textOf: (file: string) => string | undefined;
  /** The address of a file, relative to where the log is read: `pipelines/churn.mlp`. */
  readonly uriOf: (file: string) => string;
}

const levels: Readonly<Record<Severity, SarifLevel>> = { error: "error", warning: "warning", information: "note" };

/**
 * Diagnostics as a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning:
 * lines and columns from 1, columns in UTF-16 units, ends exclusive. All kinds are listed as rules, also those that were not met.
 */
export function toSarif(diagnostics: readonly Diagnostic[], options: SarifOptions): SarifLog {
  const place = locator(options);
  const indexes = new Map(options.kinds.map(({ code }, index) => [code as string, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "mlp", version: options.version, rules: options.kinds.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((diagnostic) => resultOf(diagnostic, indexes.get(diagnostic.code) ?? -1, place)),
      },
    ],
  };
}

function ruleOf({ code, severity, title, explain, bad, good }: AnyDiagnosticKind): SarifRule {
  const example = (heading: string, text: string | undefined) => (text === undefined ? "" : `\n\n${heading}\n\n\`\`\`mlp\n${text.trimEnd()}\n\`\`\``);
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: explain },
    help: { text: explain, markdown: `${explain}${example("With this mistake:", bad)}${example("Mended:", good)}` },
    defaultConfiguration: { level: levels[severity] },
  };
}

interface Locator {
  readonly uri: (file: string) => string;
  readonly region: (span: Span) => SarifRegion;
}

function locator({ textOf, uriOf }: SarifOptions): Locator {
  const maps = new Map<string, LineMap>();
  return {
    uri: uriOf,
    region: (span) => {
      const map = maps.get(span.file) ?? new LineMap(textOf(span.file) ?? "");
      maps.set(span.file, map);
      const [start, end] = [map.position(span.start), map.position(span.end)];
      return { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
    },
  };
}

function resultOf(diagnostic: Diagnostic, ruleIndex: number, place: Locator): SarifResult {
  const physicalLocation = (span: Span) => ({ artifactLocation: { uri: place.uri(span.file) }, region: place.region(span) });
  const { code, severity, message, help, span, label, related, fixes } = diagnostic;
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: help ? `${message}\n${help}` : message },
    locations: span ? [{ physicalLocation: physicalLocation(span), ...(label && { message: { text: label } }) }] : [],
    ...(related.length > 0 && { relatedLocations: related.map((one, index) => ({ id: index + 1, physicalLocation: physicalLocation(one.span), message: { text: one.message } })) }),
    ...(fixes.length > 0 && { fixes: fixes.map((fix) => ({ description: { text: fix.title }, artifactChanges: changesOf(fix.edits, place) })) }),
  };
}

/** Edits by file, as SARIF wants them. */
function changesOf(edits: readonly { readonly span: Span; readonly text: string }[], place: Locator) {
  return [...new Set(edits.map(({ span }) => span.file))].map((file) => ({
    artifactLocation: { uri: place.uri(file) },
    replacements: edits.filter(({ span }) => span.file === file).map(({ span, text }) => ({ deletedRegion: place.region(span), insertedContent: { text } })),
  }));
}
