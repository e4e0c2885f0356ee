/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PID {@code io.sluice.tls}.
 *
 * @param certificate file with the chain, or null: TLS is off
 * @param key file with its key
 * @param selfSigned whether both are the server's own
 * @param problem what is wrong with the configuration; empty when nothing is
 */
record TlsSettings(@Nullable Path certificate, @Nullable Path key, boolean selfSigned, String problem) {
    static final TlsSettings OFF = new TlsSettings(null, null, false, "");

    /** @param conf where relative paths begin, and where the server's own files are */
    static TlsSettings of(Map<String, ?> properties, Path conf) {
        String certificate = text(properties.get("cert"));
        String key = text(properties.get("key"));
        if (certificate.isEmpty() && key.isEmpty()) {
            if (!"true".equalsIgnoreCase(text(properties.get("self_signed")))) {
                return OFF;
            }
            SelfSigned own = new SelfSigned(conf.resolve("tls"));
            return new TlsSettings(own.certificate(), own.key(), true, "");
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            String missing =
                    certificate.isEmpty() ? "tls.key is set and tls.cert is not" : "tls.cert is set and tls.key is not";
            return new TlsSettings(null, null, false, missing);
        }
        return new TlsSettings(conf.resolve(certificate), conf.resolve(key), false, "");
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString().strip();
    }
}
