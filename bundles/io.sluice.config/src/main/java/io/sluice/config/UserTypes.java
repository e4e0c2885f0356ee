/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.stream.StreamName;
import org.jspecify.annotations.Nullable;

/** The kinds of values that users are made of. */
final class UserTypes {
    private static final int MAX_NAME = 128;
    private static final String BELOW = "/*";

    /** RFC 7617 §2: a colon would end it. */
    static final ValueType NAME = ValueTypes.scalar(
            "a name of up to " + MAX_NAME + " characters without colons and control characters", UserTypes::name);

    /** A name of a stream, or {@code PREFIX/*}. */
    static final ValueType STREAM =
            ValueTypes.scalar("a stream's name, or PREFIX/* for all below a prefix", UserTypes::stream);

    private UserTypes() {}

    private static @Nullable Object name(String text) {
        boolean right = !text.isEmpty()
                && text.length() <= MAX_NAME
                && text.indexOf(':') < 0
                && text.chars().noneMatch(Character::isISOControl);
        return right ? text : null;
    }

    private static @Nullable Object stream(String text) {
        try {
            if (text.endsWith(BELOW)) {
                return StreamName.of(text.substring(0, text.length() - BELOW.length())) + BELOW;
            }
            return StreamName.of(text).toString();
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
