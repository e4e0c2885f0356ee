/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel holds for all TCP connections of the machine, both ends of ours among them. */
final class KernelMemory {
    private static final Pattern TCP = Pattern.compile("TCP: .* mem (\\d+)");
    private static final long PAGE_KB = 4;

    private KernelMemory() {}

    static long tcpKb() throws IOException {
        Matcher matcher = TCP.matcher(Files.readString(Path.of("/proc/net/sockstat")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) * PAGE_KB : 0;
    }
}
