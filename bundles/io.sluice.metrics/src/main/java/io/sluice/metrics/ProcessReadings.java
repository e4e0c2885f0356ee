/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Java and the operating system say of this process; what they do not say is left out. */
final class ProcessReadings {
    private static final Path PROC = Path.of("/proc/self");
    private static final String RESIDENT = "VmRSS:";

    private ProcessReadings() {}

    static void read(Exposition page) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory(page, "heap", memory.getHeapMemoryUsage());
        memory(page, "nonheap", memory.getNonHeapMemoryUsage());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            page.add(Metric.DIRECT, pool.getMemoryUsed(), pool.getName());
        }
        page.add(Metric.THREADS, ManagementFactory.getThreadMXBean().getThreadCount());
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            page.add(Metric.COLLECTIONS, collector.getCollectionCount(), collector.getName());
            page.add(Metric.COLLECTION_TIME, collector.getCollectionTime() / 1000.0, collector.getName());
        }
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .ifPresent(cpu -> page.add(Metric.CPU, cpu.toMillis() / 1000.0));
        page.add(Metric.START, ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0);
        if (Files.isDirectory(PROC)) {
            proc(page);
        }
    }

    private static void memory(Exposition page, String area, MemoryUsage usage) {
        page.add(Metric.HEAP_USED, usage.getUsed(), area);
        page.add(Metric.HEAP_COMMITTED, usage.getCommitted(), area);
    }

    /** Linux: proc(5). */
    private static void proc(Exposition page) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(PROC.resolve("fd"))) {
            int count = 0;
            for (Path ignored : files) {
                count++;
            }
            page.add(Metric.FILES, count);
            for (String line : Files.readAllLines(PROC.resolve("status"))) {
                if (line.startsWith(RESIDENT)) {
                    String kib = line.substring(RESIDENT.length()).replaceAll("[^0-9]", "");
                    page.add(Metric.MEMORY, Long.parseLong(kib) * 1024);
                }
            }
        } catch (IOException | NumberFormatException unreadable) {
            // Left out.
        }
    }
}
