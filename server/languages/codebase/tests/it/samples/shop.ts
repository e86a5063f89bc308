/** A basket. */
export interface Basket extends Iterable<string> {
  articles: string[];
  add(article: string): void;
}

export type Price = { cents: number } | null;
type Hidden = string;

export enum Currency { Eur, Usd }

/**
 * Keeps stock.
 * @param x nothing
 */
@Injectable()
export abstract class Stock<T> implements Basket {
  static readonly max = 12;
  #count = 0;

  constructor(private readonly http: HttpClient) { super(); }

  /** How many there are. */
  get count(): number { return this.#count; }
  protected refill(amount: number): void {}
  #hidden() {}
  abstract sell(article: string): Promise<void>;
}

export const MOST = 12;
const limit = 1, other = 2;

export const total = async (basket: Basket, currency = Currency.Eur): Promise<Price> => {
  const local = () => 1;
  return null;
};

export function parse(text: string): Basket;
export function parse(text: any): any { return text; }

export default function main() {}

namespace Old { export function gone() {} }

declare module "express" { interface Request { user: string } }

function listed() {}
export { listed, Hidden as Shown };
