/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import java.util.regex.Pattern;

/** Takes out what looks like a secret. The log masks them itself; this is for those that somebody else wrote. */
final class LogMask {
    private static final String MASK = "***";
    private static final Pattern USER_INFO = Pattern.compile("://[^/\\s\"'@<>]*@(?=[^\\s\"'@]*)");
    private static final Pattern NAMED = Pattern.compile(
            "((?:pass(?:word|wd)?|pwd|secret|token|credential|digest|authorization|cookie)\\w*[\"']?\\s*[=:]\\s*)"
                    + "(?:(?:basic|bearer|digest)\\s+)?(\"[^\"]*\"|'[^']*'|[^\\s,;&\"'}]+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern HASH = Pattern.compile("\\{pbkdf2}[\\w$+/=]+");

    private LogMask() {}

    static String mask(String text) {
        String masked = USER_INFO.matcher(text).replaceAll("://" + MASK + "@");
        masked = NAMED.matcher(masked).replaceAll("$1" + MASK);
        return HASH.matcher(masked).replaceAll(MASK);
    }
}
