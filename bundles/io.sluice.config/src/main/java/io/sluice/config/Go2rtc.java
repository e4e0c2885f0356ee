/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.config.Note.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What becomes of keys that only go2rtc has: some say what another key says here, the others are ignored by name. */
final class Go2rtc {
    private static final String OTHERWISE = "a key of go2rtc without effect here";
    private static final List<List<String>> SAME =
            List.of(List.of("tls_cert", "cert", "CERTIFICATE"), List.of("tls_key", "key", "PRIVATE KEY"));

    private Go2rtc() {}

    /** Why a key of go2rtc, with its section, is ignored. */
    static String reason(String key) {
        String reason = null;
        for (String start = key; reason == null && !start.isEmpty(); start = parent(start)) {
            reason = Reasons.ALL.getProperty(start);
        }
        return reason == null ? OTHERWISE : reason;
    }

    private static String parent(String key) {
        return key.substring(0, Math.max(0, key.lastIndexOf('.')));
    }

    /** Names every key of a section that is ignored as a whole. */
    static void ignore(String key, Place place, Node node, Reading reading) {
        if (node instanceof Node.Fields fields && !fields.fields().isEmpty()) {
            for (Node.Field field : fields.fields()) {
                ignore(key + "." + Texts.shown(field.key()), field.place(), field.value(), reading);
            }
        } else {
            reading.note(place, key, Verdict.IGNORED, reason(key));
        }
    }

    /** The file with go2rtc's certificate where this server has it. */
    static Node.Fields translated(Node.Fields file, Reading reading) {
        Node.Fields translated = file;
        Node.Fields api = section(file, "api");
        Node.Fields tls = section(file, "tls");
        for (List<String> same : SAME) {
            Node.Field theirs = api == null ? null : api.field(same.get(0));
            boolean set = tls != null && tls.field(same.get(1)) != null;
            if (theirs == null || set || Node.isNull(theirs.value()) || !canHold(file.field("tls"))) {
                continue;
            }
            if (theirs.value() instanceof Node.Scalar scalar && scalar.text().contains("-----BEGIN")) {
                reading.refuse(
                        theirs.place(),
                        "api." + same.get(0) + " holds the " + same.get(2).toLowerCase(java.util.Locale.ROOT)
                                + " itself; put it into a file and name that in tls." + same.get(1));
                continue;
            }
            reading.note(theirs.place(), "api." + same.get(0), Verdict.USED, "as tls." + same.get(1));
            translated = Tree.with(translated, List.of("tls", same.get(1)), theirs.value());
            translated = Tree.with(translated, List.of("api", same.get(0)), null);
        }
        return translated;
    }

    private static boolean canHold(Node.@Nullable Field section) {
        return section == null || Node.isNull(section.value()) || section.value() instanceof Node.Fields;
    }

    private static Node.@Nullable Fields section(Node.Fields file, String name) {
        Node.Field field = file.field(name);
        return field != null && field.value() instanceof Node.Fields fields ? fields : null;
    }

    /** Read when the first such key is seen. */
    private static final class Reasons {
        static final Properties ALL = read();

        private static Properties read() {
            var reasons = new Properties();
            try (InputStream in = Go2rtc.class.getResourceAsStream("go2rtc.properties")) {
                if (in != null) {
                    reasons.load(new InputStreamReader(in, StandardCharsets.UTF_8));
                }
            } catch (IOException unreadable) {
                // The general reason is left.
                return reasons;
            }
            return reasons;
        }
    }
}
