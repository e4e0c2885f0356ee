/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Waits for the parts that must be up before the server counts as started. A part reports by registering any service
 * with the property {@code sluice.startup}, its name; {@code sluice.startup.error} is empty or the line for the
 * operator; {@code sluice.startup.lines} are its lines in the banner. A part may take its lines back at once, because
 * nobody else should read them: the launcher has them by then.
 */
final class StartupParts implements AutoCloseable {
    private static final String NAME = "sluice.startup";
    private static final String ERROR = "sluice.startup.error";
    private static final String LINES = "sluice.startup.lines";

    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private final ServiceTracker<Object, Object> services;

    private record Report(String part, String error, List<String> lines) {}

    /** @param context of the system bundle */
    StartupParts(BundleContext context) {
        try {
            services = new Reports(context);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        services.open(true);
    }

    /** The parts' lines in the order of {@code parts}, then those of parts that nobody waited for. */
    List<String> await(List<String> parts, long timeoutMs) throws StartRefusedException, InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        Map<String, List<String>> lines = new LinkedHashMap<>();
        TreeSet<String> missing = new TreeSet<>(parts);
        while (true) {
            long leftNs = missing.isEmpty() ? 0 : deadlineNs - System.nanoTime();
            Report report = reports.poll(leftNs, TimeUnit.NANOSECONDS);
            if (report == null) {
                break;
            }
            if (!report.error().isEmpty()) {
                throw new StartRefusedException(ExitCode.ofPart(report.part()), report.error());
            }
            missing.remove(report.part());
            if (!report.lines().isEmpty() || !lines.containsKey(report.part())) {
                lines.put(report.part(), report.lines());
            }
        }
        if (!missing.isEmpty()) {
            throw new StartRefusedException(
                    ExitCode.START_FAILED, String.join(", ", missing) + " did not start within " + timeoutMs + " ms");
        }
        List<String> sorted = new ArrayList<>();
        parts.forEach(part -> sorted.addAll(lines.getOrDefault(part, List.of())));
        parts.forEach(lines::remove);
        lines.values().forEach(sorted::addAll);
        return sorted;
    }

    @Override
    public void close() {
        services.close();
    }

    /** Looks at the properties only, so that asking does not make a component. */
    private final class Reports extends ServiceTracker<Object, Object> {
        Reports(BundleContext context) throws InvalidSyntaxException {
            super(context, context.createFilter("(" + NAME + "=*)"), null);
        }

        @Override
        public Object addingService(ServiceReference<Object> reference) {
            report(reference);
            return reference;
        }

        @Override
        public void modifiedService(ServiceReference<Object> reference, Object service) {
            report(reference);
        }

        @Override
        public void removedService(ServiceReference<Object> reference, Object service) {}

        private void report(ServiceReference<Object> reference) {
            String part = String.valueOf(reference.getProperty(NAME));
            reports.add(new Report(part, text(reference.getProperty(ERROR)), lines(reference.getProperty(LINES))));
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static List<String> lines(@Nullable Object value) {
        return value instanceof String[] lines
                ? List.of(lines)
                : value instanceof String line ? List.of(line) : List.of();
    }
}
