/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Stream names as the last part of a PID {@code io.sluice.stream~NAME}. Configuration Admin keeps a PID as a file name,
 * so that it must be short and plain: letters, digits, {@code -} and {@code _} stay, every other byte becomes
 * {@code %XX}.
 */
final class StreamPid {
    static final String FACTORY = "io.sluice.stream";
    private static final int MAX_LENGTH = 100;

    private StreamPid() {}

    /** The whole PID. */
    static String of(String streamName) {
        return FACTORY + "~" + encode(streamName);
    }

    static String encode(String streamName) {
        byte[] bytes = streamName.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder();
        // Felix turns each % into five characters of the file name.
        int length = 0;
        for (byte b : bytes) {
            boolean plain =
                    b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '-' || b == '_';
            length += plain ? 1 : 7;
            if (length > MAX_LENGTH) {
                return encoded.append("%~").append(hash(bytes)).toString();
            }
            encoded.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xFF));
        }
        return encoded.toString();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
