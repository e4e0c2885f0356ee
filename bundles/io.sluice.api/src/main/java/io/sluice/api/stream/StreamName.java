/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * The name under which a stream is asked for: Unicode letters and digits, space and {@code . _ ~ -} in parts joined by
 * {@code /}, at most 128 UTF-8 bytes a part, in normal form C. No {@code .} or {@code ..} as a part, no control or
 * bidirectional characters.
 */
public final class StreamName implements Comparable<StreamName> {
    /** Longest part in UTF-8 bytes. */
    public static final int MAX_PART_BYTES = 128;
    /** Most parts of a name. */
    public static final int MAX_PARTS = 16;

    private final String text;

    private StreamName(String text) {
        this.text = text;
    }

    /**
     * Checks and normalises a name that is not percent-encoded.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong and what is allowed
     */
    public static StreamName of(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
        String problem = problemOf(normal);
        if (problem != null) {
            throw new IllegalArgumentException(
                    "stream name " + problem + "; allowed are letters, digits, space and . _ ~ - in parts joined by /");
        }
        return new StreamName(normal);
    }

    private static @Nullable String problemOf(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > MAX_PARTS) {
            return "has more than " + MAX_PARTS + " parts";
        }
        for (String part : parts) {
            if (part.isEmpty() || part.isBlank()) {
                return "is empty or has an empty part";
            }
            if (part.equals(".") || part.equals("..")) {
                return "has the part " + part;
            }
            if (part.getBytes(StandardCharsets.UTF_8).length > MAX_PART_BYTES) {
                return "has a part of more than " + MAX_PART_BYTES + " bytes";
            }
        }
        return text.codePoints()
                .filter(c -> !allowed(c))
                .mapToObj(c -> "has the character U+%04X".formatted(c))
                .findFirst()
                .orElse(null);
    }

    private static boolean allowed(int c) {
        // Combining marks are part of letters in many scripts even in form C.
        return Character.isLetterOrDigit(c)
                || Character.getType(c) == Character.NON_SPACING_MARK
                || Character.getType(c) == Character.COMBINING_SPACING_MARK
                || " ._~-/".indexOf(c) >= 0;
    }

    @Override
    public int compareTo(StreamName other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamName that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The name as it is written in the configuration. */
    @Override
    public String toString() {
        return text;
    }
}
