/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Entity tags: RFC 9110 §8.8.3, §13.1. */
public final class Etags {
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"");
    private static final int LENGTH = 16;

    private Etags() {}

    /** A tag of a text, without quotes. */
    public static String of(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Whether a list of tags, or {@code *}, names this one.
     *
     * @param etag without quotes; null: the resource is not there
     */
    public static boolean matches(String header, @Nullable String etag) {
        if (etag == null) {
            return false;
        }
        if (header.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(header);
        while (tags.find()) {
            if (tags.group(1).equals(etag)) {
                return true;
            }
        }
        return false;
    }

    /** Refuses with 412 when there is a condition that does not hold. */
    public static void require(@Nullable String ifMatch, @Nullable String etag) throws ProblemException {
        if (ifMatch != null && !matches(ifMatch, etag)) {
            throw new ProblemException(412, "it is not any more what it was when you read it; read it again");
        }
    }
}
