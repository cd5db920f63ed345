// Places boxes in columns by what comes after what: the longest way decides the column, the neighbours decide the row.

export interface Box { id: string; width: number; height: number; x: number; y: number }
export interface Link { from: string; to: string; dashed: boolean; label?: string }
export interface Path { link: Link; points: [number, number][] }
export interface Drawn { width: number; height: number; paths: Path[] }

const GAP = 14;
const LANE = 9;
const CHANNEL = 12;

interface Cell { box: Box | undefined; layer: number; height: number; y: number; before: Cell[]; after: Cell[] }

/** The columns of boxes: one further than the furthest they come after. Circles are cut where they close. */
export function layers(ids: string[], links: Link[]): Map<string, number> {
  const before = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of links) before.get(to)?.push(from);
  const found = new Map<string, number>();
  const open = new Set<string>();
  const visit = (id: string): number => {
    const known = found.get(id);
    if (known !== undefined) return known;
    if (open.has(id)) return -1;
    open.add(id);
    const layer = 1 + Math.max(-1, ...(before.get(id) ?? []).map(visit));
    open.delete(id);
    found.set(id, layer);
    return layer;
  };
  ids.forEach(visit);
  return found;
}

/** Groups of boxes that hang together, each in the order given. */
export function components(ids: string[], links: Link[]): string[][] {
  const home = new Map(ids.map((id) => [id, id]));
  const root = (id: string): string => {
    const up = home.get(id) ?? id;
    return up === id ? id : root(up);
  };
  for (const { from, to } of links) if (home.has(from) && home.has(to)) home.set(root(to), root(from));
  const groups = new Map<string, string[]>();
  for (const id of ids) groups.set(root(id), [...(groups.get(root(id)) ?? []), id]);
  return [...groups.values()];
}

/** Places the boxes of one group from a corner, and finds the ways of its links. */
export function place(boxes: Box[], links: Link[], x: number, y: number): Drawn {
  const column = layers(boxes.map((box) => box.id), links);
  const cells = new Map<string, Cell>(boxes.map((box) => [box.id, { box, layer: column.get(box.id) ?? 0, height: box.height, y: 0, before: [], after: [] }]));
  const depth = 1 + Math.max(0, ...column.values());
  const columns: Cell[][] = Array.from({ length: depth }, () => []);
  for (const cell of cells.values()) columns[cell.layer]?.push(cell);
  const ways = links.flatMap((link) => {
    const [from, to] = [cells.get(link.from), cells.get(link.to)];
    if (!from || !to || from.layer >= to.layer) return [];
    const way = [from];
    for (let layer = from.layer + 1; layer < to.layer; layer++) {
      const channel: Cell = { box: undefined, layer, height: CHANNEL, y: 0, before: [], after: [] };
      columns[layer]?.push(channel);
      way.push(channel);
    }
    way.push(to);
    way.forEach((cell, at) => {
      const next = way[at + 1];
      if (next) {
        cell.after.push(next);
        next.before.push(cell);
      }
    });
    return [{ link, way }];
  });
  order(columns);
  const height = stack(columns);
  const lanes = columns.map((cell) => cell.filter((one) => one.after.length > 0).sort((a, b) => a.y - b.y));
  const left: number[] = [];
  const right: number[] = [];
  let at = x;
  columns.forEach((cell, layer) => {
    left.push(at);
    at += Math.max(0, ...cell.map((one) => one.box?.width ?? 0));
    right.push(at);
    for (const one of cell) {
      if (!one.box) continue;
      one.box.x = left[layer] ?? 0;
      one.box.y = y + one.y;
    }
    if (layer + 1 < depth) at += 26 + (lanes[layer]?.length ?? 0) * LANE;
  });
  const paths = ways.map(({ link, way }) => {
    const points: [number, number][] = [];
    way.forEach((cell, index) => {
      const middle = y + cell.y + cell.height / 2;
      const next = way[index + 1];
      if (index > 0) points.push([left[cell.layer] ?? 0, middle]);
      if (!next) return;
      const edge = right[cell.layer] ?? 0;
      points.push([cell.box ? cell.box.x + cell.box.width : edge, middle]);
      const lane = edge + 10 + (lanes[cell.layer]?.indexOf(cell) ?? 0) * LANE;
      points.push([lane, middle], [lane, y + next.y + next.height / 2]);
    });
    return { link, points };
  });
  return { width: at - x, height, paths };
}

const mean = (cells: Cell[], of: (cell: Cell) => number): number | undefined => (cells.length > 0 ? cells.reduce((sum, cell) => sum + of(cell), 0) / cells.length : undefined);

/** Sorts each column by the middle of its neighbours, there and back. */
function order(columns: Cell[][]): void {
  const sort = (layer: number, side: "before" | "after", next: Cell[]) => {
    const row = new Map(next.map((cell, at) => [cell, at]));
    const own = new Map((columns[layer] ?? []).map((cell, at) => [cell, at]));
    const key = (cell: Cell) => mean(cell[side].filter((one) => row.has(one)), (one) => row.get(one) ?? 0) ?? own.get(cell) ?? 0;
    const keys = new Map([...own.keys()].map((cell) => [cell, key(cell)]));
    columns[layer]?.sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0) || (own.get(a) ?? 0) - (own.get(b) ?? 0));
  };
  for (let round = 0; round < 4; round++) {
    for (let layer = 1; layer < columns.length; layer++) sort(layer, "before", columns[layer - 1] ?? []);
    for (let layer = columns.length - 2; layer >= 0; layer--) sort(layer, "after", columns[layer + 1] ?? []);
  }
}

/** Gives rows their heights: each cell as near to its neighbours as the cells above it let it be. */
function stack(columns: Cell[][]): number {
  const middle = (cell: Cell) => cell.y + cell.height / 2;
  for (const column of columns) {
    let y = 0;
    for (const cell of column) {
      cell.y = y;
      y += cell.height + GAP;
    }
  }
  const settle = (column: Cell[], side: "before" | "after") => {
    let floor = 0;
    for (const cell of column) {
      const wish = mean(cell[side], middle);
      cell.y = Math.max(floor, wish === undefined ? cell.y : wish - cell.height / 2);
      floor = cell.y + cell.height + GAP;
    }
  };
  for (let round = 0; round < 2; round++) {
    for (const column of columns.slice(1)) settle(column, "before");
    for (const column of columns.slice(0, -1).reverse()) settle(column, "after");
  }
  const all = columns.flat();
  const top = Math.min(...all.map((cell) => cell.y));
  for (const cell of all) cell.y -= top;
  return Math.max(...all.map((cell) => cell.y + cell.height));
}
