/** Receiving regions by time zone. None of these regions has to be enabled in an account first. */
const REGIONS_BY_ZONE: readonly (readonly [RegExp, string])[] = [
  [/^Europe\/(London|Belfast|Jersey|Guernsey|Isle_of_Man)$/, "eu-west-2"],
  [/^Europe\/(Paris|Brussels|Luxembourg|Monaco|Madrid|Lisbon|Andorra)$/, "eu-west-3"],
  [/^Europe\/(Stockholm|Oslo|Helsinki|Copenhagen|Mariehamn|Tallinn|Riga|Vilnius)$/, "eu-north-1"],
  [/^Europe\/(Dublin)$|^Atlantic\//, "eu-west-1"],
  [/^Europe\//, "eu-central-1"],
  [/^America\/(Toronto|Montreal|Halifax|St_Johns|Moncton|Winnipeg|Regina|Iqaluit)$|^Canada\//, "ca-central-1"],
  [
    /^America\/(Los_Angeles|Vancouver|Phoenix|Denver|Boise|Tijuana|Edmonton|Anchorage|Juneau)$|^Pacific\/Honolulu$/,
    "us-west-2",
  ],
  [
    /^America\/(Sao_Paulo|Argentina\/.*|Buenos_Aires|Montevideo|Asuncion|Santiago|Bahia|Fortaleza|Recife)$/,
    "sa-east-1",
  ],
  [/^(America|US)\//, "us-east-1"],
  [/^Asia\/(Tokyo)$/, "ap-northeast-1"],
  [/^Asia\/(Seoul|Pyongyang)$/, "ap-northeast-2"],
  [/^Asia\/(Kolkata|Calcutta|Colombo|Kathmandu|Dhaka|Karachi)$/, "ap-south-1"],
  [/^(Australia|Antarctica)\/|^Pacific\/(Auckland|Fiji|Noumea)$/, "ap-southeast-2"],
  [/^(Asia|Pacific|Indian)\//, "ap-southeast-1"],
];

export interface RegionProposal {
  readonly region: string;
  readonly why: string;
}

/**
 * A region near this machine, by its time zone. The choice affects latency and the place where mail is stored, not the
 * function.
 */
export function proposeRegion(timeZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone): RegionProposal {
  const region = REGIONS_BY_ZONE.find(([zone]) => zone.test(timeZone))?.[1];
  if (region !== undefined) return { region, why: `proposed by the time zone of this machine, ${timeZone}` };
  return { region: "eu-west-1", why: `the time zone of this machine, ${timeZone}, does not tell its region` };
}
