/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/health}: all health checks; what they say is for administrators. */
public final class HealthResource {
    private final Supplier<@Nullable HealthCheckExecutor> executor;

    public HealthResource(Supplier<@Nullable HealthCheckExecutor> executor) {
        this.executor = executor;
    }

    public void addTo(Router router) {
        router.on("GET", "health", Access.KNOWN, this::get);
    }

    private Answer get(Call call) throws ProblemException {
        HealthCheckExecutor there = executor.get();
        if (there == null) {
            throw ProblemException.missing("the health check");
        }
        List<HealthCheckExecutionResult> results = there.execute(HealthCheckSelector.tags("*"));
        boolean all = Access.ADMIN.admits(call.identity());
        boolean ok = true;
        var checks = new ArrayList<Map<String, Object>>();
        for (HealthCheckExecutionResult result : results) {
            Result.Status status = result.getHealthCheckResult().getStatus();
            ok &= status == Result.Status.OK || status == Result.Status.WARN;
            var check = new LinkedHashMap<String, Object>();
            check.put("name", result.getHealthCheckMetadata().getName());
            check.put("status", status.name());
            if (all) {
                check.put("messages", messages(result));
            }
            checks.add(check);
        }
        var view = new LinkedHashMap<String, Object>();
        view.put("status", ok ? "OK" : "CRITICAL");
        view.put("checks", checks);
        return Answer.json(ok ? 200 : 503, view);
    }

    private static List<String> messages(HealthCheckExecutionResult result) {
        var messages = new ArrayList<String>();
        for (ResultLog.Entry entry : result.getHealthCheckResult()) {
            messages.add(entry.getMessage());
        }
        return messages;
    }
}
