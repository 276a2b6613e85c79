import * as z from "zod";
import { addressRule } from "./names/addresses";
import { prefixRule } from "./names/aws-names";
import { stringWithRules } from "./schema-parts";
import { settings } from "./file-schema";
import { domain, primary } from "./schema/domain";
import { mailbox } from "./schema/mailbox";
import { user } from "./schema/user";

const hole = <S extends z.ZodRawShape>(shape: S) => z.object(shape).partial().optional();

/** The settings file without its invalid values, so that one fault does not hide another. */
export const partialSchema = z
  .object({
    ...settings,
    regions: z.array(settings.regions.element.optional()),
    domains: z.array(
      hole({
        ...domain,
        primary: z.array(hole(primary)),
        catchAll: z.union([user, z.array(user.optional())]).optional(),
      }),
    ),
    aliases: z.record(z.string(), z.union([z.string(), z.array(z.string().optional())]).optional()),
    mailboxes: z.array(
      hole({
        ...mailbox,
        addresses: z.array(stringWithRules(addressRule).optional()).optional(),
        formerPrefixes: z.array(stringWithRules(prefixRule).optional()).optional(),
      }),
    ),
  })
  .partial();
export type PartialSettings = z.output<typeof partialSchema>;
