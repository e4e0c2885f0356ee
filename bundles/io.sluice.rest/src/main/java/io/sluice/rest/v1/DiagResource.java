/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.api.net.Listeners;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Patience;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** {@code /api/v1/diag}: what a person needs who looks for a fault; no secrets, no sources. */
public final class DiagResource {
    private static final int MAX_FRAMES = 20;

    private final BundleContext context;
    private final StreamRegistry registry;
    private final Supplier<@Nullable Listeners> listeners;

    public DiagResource(BundleContext context, StreamRegistry registry, Supplier<@Nullable Listeners> listeners) {
        this.context = context;
        this.registry = registry;
        this.listeners = listeners;
    }

    public void addTo(Router router) {
        router.on("GET", "diag", Access.ADMIN, this::get);
    }

    private Answer get(Call call) throws ProblemException {
        var view = new LinkedHashMap<String, Object>();
        view.put("version", context.getProperty("sluice.version"));
        view.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        view.put("uptimeMs", ManagementFactory.getRuntimeMXBean().getUptime());
        view.put("heap", heap());
        view.put("lane", lane());
        view.put("listeners", listening());
        view.put("bundles", bundles());
        view.put("threads", threads(call.query().has("stacks") ? MAX_FRAMES : 0));
        return Answer.json(view);
    }

    private static Map<String, Object> heap() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return Map.of("usedBytes", heap.getUsed(), "committedBytes", heap.getCommitted(), "maxBytes", heap.getMax());
    }

    /** How long a command waits and runs: that of the question itself. */
    private Map<String, Object> lane() {
        long asked = System.nanoTime();
        try {
            int streams = Patience.answer(registry.streams()).size();
            return Map.of("answers", true, "answeredAfterUs", (System.nanoTime() - asked) / 1000, "streams", streams);
        } catch (ProblemException late) {
            return Map.of("answers", false);
        }
    }

    private List<Map<String, Object>> listening() {
        Listeners there = listeners.get();
        var all = new ArrayList<Map<String, Object>>();
        if (there != null) {
            for (Listeners.Info info : there.listeners()) {
                var view = new LinkedHashMap<String, Object>();
                view.put("protocol", info.protocol());
                view.put("address", info.address());
                view.put("bound", info.bound());
                view.put("problem", info.problem());
                view.put("connections", info.connections());
                all.add(view);
            }
        }
        return all;
    }

    private List<Map<String, Object>> bundles() {
        var all = new ArrayList<Map<String, Object>>();
        for (Bundle bundle : context.getBundles()) {
            var view = new LinkedHashMap<String, Object>();
            view.put("id", bundle.getBundleId());
            view.put("symbolicName", bundle.getSymbolicName());
            view.put("version", bundle.getVersion());
            view.put("state", state(bundle));
            all.add(view);
        }
        return all;
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "ACTIVE";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.RESOLVED -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null ? "RESOLVED" : "FRAGMENT";
            default -> "INSTALLED";
        };
    }

    private static List<Map<String, Object>> threads(int frames) {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        var all = new ArrayList<Map<String, Object>>();
        for (ThreadInfo thread : bean.getThreadInfo(bean.getAllThreadIds(), frames)) {
            if (thread != null) {
                var view = new LinkedHashMap<String, Object>();
                view.put("id", thread.getThreadId());
                view.put("name", thread.getThreadName());
                view.put("state", thread.getThreadState().name());
                view.put("cpuMs", bean.getThreadCpuTime(thread.getThreadId()) / 1_000_000);
                if (frames > 0) {
                    view.put(
                            "stack",
                            Arrays.stream(thread.getStackTrace())
                                    .map(StackTraceElement::toString)
                                    .toList());
                }
                all.add(view);
            }
        }
        return all;
    }
}
