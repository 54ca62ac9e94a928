/** What is used of the package, which has no types of its own. */
declare module "railroad-diagrams" {
  /** A part of a drawing. */
  interface Item {
    readonly width: number;
  }
  interface Drawing extends Item {
    /** SVG without a namespace, a style or a title. */
    toString(): string;
    /** Of the outermost element; a `<` in them is not escaped. */
    readonly attrs: Record<string, string | number>;
    format(padding: number): this;
  }
  function Diagram(...items: readonly Item[]): Drawing;
  function Sequence(...items: readonly Item[]): Item;
  /** `normal`: which of the items lies on the straight line. */
  function Choice(normal: number, ...items: readonly Item[]): Item;
  function Optional(item: Item): Item;
  function OneOrMore(item: Item, between?: Item): Item;
  function ZeroOrMore(item: Item): Item;
  /** With round ends. */
  function Terminal(text: string): Item;
  /** With corners. */
  function NonTerminal(text: string): Item;
  const railroad: { Diagram: typeof Diagram; Sequence: typeof Sequence; Choice: typeof Choice; Optional: typeof Optional; OneOrMore: typeof OneOrMore; ZeroOrMore: typeof ZeroOrMore; Terminal: typeof Terminal; NonTerminal: typeof NonTerminal };
  export default railroad;
}
