/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.http.Gateway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Runs the health checks of one tag: 200 when all are well or warn, 503 otherwise. What they say is for administrators.
 */
class Probe extends HttpServlet {
    /** Tag of checks that say whether the process works. */
    static final String ALIVE = "alive";
    /** Tag of checks that say whether the server serves. */
    static final String READY = "ready";

    private static final long serialVersionUID = 1L;

    private final transient HealthCheckExecutor executor;
    private final String tag;

    Probe(HealthCheckExecutor executor, String tag) {
        this.executor = executor;
        this.tag = tag;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean all =
                request.getAttribute(Gateway.IDENTITY) instanceof Identity identity && identity.mayAll(Role.ADMIN);
        List<HealthCheckExecutionResult> results = executor.execute(HealthCheckSelector.tags(tag));
        // No check at all is no good sign.
        boolean ok = !results.isEmpty() && results.stream().allMatch(Probe::isGood);
        byte[] body = json(ok, results, all);
        response.setStatus(ok ? 200 : 503);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static boolean isGood(HealthCheckExecutionResult result) {
        Result.Status status = result.getHealthCheckResult().getStatus();
        return status == Result.Status.OK || status == Result.Status.WARN;
    }

    private static byte[] json(boolean ok, List<HealthCheckExecutionResult> results, boolean all) {
        var bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out =
                JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeStringProperty("status", ok ? "OK" : "CRITICAL");
            out.writeArrayPropertyStart("checks");
            for (HealthCheckExecutionResult result : results) {
                out.writeStartObject();
                out.writeStringProperty("name", result.getHealthCheckMetadata().getName());
                out.writeStringProperty(
                        "status", result.getHealthCheckResult().getStatus().name());
                if (all) {
                    out.writeArrayPropertyStart("messages");
                    for (ResultLog.Entry entry : result.getHealthCheckResult()) {
                        out.writeString(entry.getMessage());
                    }
                    out.writeEndArray();
                }
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
