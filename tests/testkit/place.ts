import { World, type Answer, type FoundedAlliance, type Somebody } from '../api/modules/alliance/world';
import { startTestServer } from './server';

/** A unit and who represents it. */
export interface Partner {
  readonly unitId: string;
  readonly representative: Somebody;
}

/**
 * A real place's alliance, re-enacted through the public API alone, as docs/scenarios.md has it. Figures in the tests are what
 * the place reported; what its report leaves open is filled in, and marked so.
 */
export class Place {
  private constructor(
    readonly world: World,
    private readonly alliance: FoundedAlliance,
  ) {}

  /** @param clock what the server goes by, where a story lasts longer than its test */
  static async found(clock?: () => Date): Promise<Place> {
    const world = await World.on(await startTestServer(clock === undefined ? {} : { clock }));
    return new Place(world, await world.found());
  }

  get secretary(): Somebody {
    return this.alliance.secretary;
  }

  get id(): string {
    return this.alliance.id;
  }

  close(): Promise<void> {
    return this.world.close();
  }

  /** Creates something of the alliance; answers its id. */
  create(mutation: string, field: string, input: object, by: Somebody = this.secretary): Promise<string> {
    return this.make(mutation, field, { allianceId: this.id, ...input }, by);
  }

  /** A mutation that must succeed; answers the id of what it is about. */
  make(mutation: string, field: string, input: object, by: Somebody = this.secretary): Promise<string> {
    return this.world.make(mutation, field, input, by);
  }

  run(mutation: string, selection: string, input: object, by: Somebody = this.secretary): Promise<Answer> {
    return this.world.run(mutation, selection, input, by);
  }

  /** The alliance as somebody is shown it; as the public when nobody is named. */
  async shown<T>(selection: string, by: Somebody | null = null): Promise<T> {
    const { alliance } = await this.world.read<{ alliance: T }>(
      `query ($slug: String!) { alliance(slug: $slug) { ${selection} } }`,
      { slug: this.alliance.slug },
      by ?? {},
    );
    return alliance;
  }

  async node<T>(id: string, selection: string, by: Somebody | null = null): Promise<T> {
    return (await this.world.read<{ node: T }>(`query ($id: ID!) { node(id: $id) { ${selection} } }`, { id }, by ?? {}))
      .node;
  }

  person(): Promise<Somebody> {
    return this.world.join(this.alliance);
  }

  /** A new unit with a representative. */
  async partner(name: string, more: object = {}): Promise<Partner> {
    return this.represented(await this.world.addUnit(this.alliance, { name, ...more }));
  }

  async represented(unitId: string): Promise<Partner> {
    return { unitId, representative: await this.world.joinUnit(this.alliance, unitId, 'REPRESENTATIVE') };
  }

  /** So many things, twenty at a time: more tries at once from one address look like an attack. */
  async many<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
    const made: T[] = [];
    while (made.length < count) {
      made.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(20, count - made.length) }, (_, index) => make(made.length + index)),
        )),
      );
    }
    return made;
  }

  /** An agreement that is drafted by the first and signed by all; its id. */
  async agree(partners: readonly Partner[], draft: object): Promise<string> {
    const [initiator] = partners as readonly [Partner, ...Partner[]];
    const answer = await this.run(
      'draftAgreement',
      'agreement { id revision { contentHash } }',
      {
        allianceId: this.id,
        body: '第一条 共建共治共享。\n第二条 各尽其责。',
        ...draft,
        parties: partners.map(({ unitId }, index) => ({ unitId, role: index === 0 ? 'INITIATOR' : 'PARTY' })),
      },
      initiator.representative,
    );
    const {
      id,
      revision: { contentHash },
    } = answer['agreement'] as { id: string; revision: { contentHash: string } };
    await this.make('openAgreementForSignature', 'agreement', { agreementId: id }, initiator.representative);
    for (const { unitId, representative } of partners) {
      await this.make('signAgreement', 'agreement', { agreementId: id, unitId, contentHash }, representative);
    }
    return id;
  }
}
