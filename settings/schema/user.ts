import * as z from "zod";
import { USER_NAME_PATTERN, userRule } from "../names/users";
import { stringWithPattern } from "../schema-parts";

export const userSchema = stringWithPattern(userRule, USER_NAME_PATTERN);
/** Each of several users gets each message. */
export const usersSchema = z.union([userSchema, z.array(userSchema)], { error: "a user, or a list of users" });
