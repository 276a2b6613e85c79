import * as z from "zod";
import { USER_NAME_PATTERN, userRule } from "../names/users";
import { stringWithPattern } from "../schema-parts";

export const user = stringWithPattern(userRule, USER_NAME_PATTERN);
/** Each of several users gets each message. */
export const users = z.union([user, z.array(user)], { error: "a user, or a list of users" });
