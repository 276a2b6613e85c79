import { awsFailure } from "../../aws/aws-failure";
import { AWS_DEADLINE_MS, type Check } from "../../model";

type AwsCheck = Pick<Check, "id" | "title" | "subjects" | "look"> & Partial<Pick<Check, "needs">>;

/** A check that asks AWS; where AWS does not answer, the result is UNKNOWN. */
export function awsCheck({ needs = ["aws-access"], look, ...check }: AwsCheck): Check {
  return {
    ...check,
    place: "aws",
    deadlineMs: AWS_DEADLINE_MS,
    needs,
    async look(subject, context, signal) {
      try {
        return await look(subject, context, signal);
      } catch (error) {
        const failure = awsFailure(error);
        if (!failure) throw error;
        return failure;
      }
    },
  };
}

export const regionNames: Check["subjects"] = ({ settings }) => settings.regions.map(({ name }) => name);
