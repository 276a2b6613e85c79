import * as z from "zod";
import { addressRule } from "./names/addresses";
import { prefixRule } from "./names/aws-names";
import { stringWithRules } from "./schema-parts";
import { settingsShape } from "./file-schema";
import { domainShape, primaryShape } from "./schema/domain";
import { mailboxShape } from "./schema/mailbox";
import { userSchema } from "./schema/user";

const partialMapping = <S extends z.ZodRawShape>(shape: S) => z.object(shape).partial().optional();

/** The settings file without its invalid values, so that one fault does not hide another. */
export const partialSchema = z
  .object({
    ...settingsShape,
    regions: z.array(settingsShape.regions.element.optional()),
    domains: z.array(
      partialMapping({
        ...domainShape,
        primary: z.array(partialMapping(primaryShape)),
        catchAll: z.union([userSchema, z.array(userSchema.optional())]).optional(),
      }),
    ),
    aliases: z.record(z.string(), z.union([z.string(), z.array(z.string().optional())]).optional()),
    mailboxes: z.array(
      partialMapping({
        ...mailboxShape,
        addresses: z.array(stringWithRules(addressRule).optional()).optional(),
        formerPrefixes: z.array(stringWithRules(prefixRule).optional()).optional(),
      }),
    ),
  })
  .partial();
export type PartialSettings = z.output<typeof partialSchema>;
