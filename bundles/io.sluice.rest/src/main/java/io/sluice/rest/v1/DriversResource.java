/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Pages;
import io.sluice.rest.http.Patience;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import io.sluice.rest.view.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code /api/v1/drivers}: what can be a source, and what its form asks for. */
public final class DriversResource {
    private final StreamRegistry registry;
    private final Function<String, List<Map<String, Object>>> forms;
    private final Function<String, List<String>> findings;

    /**
     * Both are by a bundle's symbolic name and version.
     *
     * @param forms the Metatype of a bundle
     * @param findings what its driver found out about the machine
     */
    public DriversResource(
            StreamRegistry registry,
            Function<String, List<Map<String, Object>>> forms,
            Function<String, List<String>> findings) {
        this.findings = findings;
        this.registry = registry;
        this.forms = forms;
    }

    public void addTo(Router router) {
        router.on("GET", "drivers", Access.ADMIN_OF_SOME, this::list);
    }

    private Answer list(Call call) throws ProblemException {
        List<DriverInfo> drivers = Patience.answer(registry.drivers());
        if (!call.wantsText()) {
            return Answer.json(Pages.of(call, drivers, this::shown));
        }
        var table = new TextTable("SCHEMES", "BUNDLE", "STATE", "OPEN", "ABANDONED", "WHY");
        for (DriverInfo driver : drivers) {
            table.row(
                    String.join(", ", driver.schemes()),
                    driver.bundle(),
                    driver.state(),
                    driver.producers(),
                    driver.abandoned(),
                    driver.text());
        }
        return Answer.text(table.toString());
    }

    private Map<String, Object> shown(DriverInfo driver) {
        var view = new LinkedHashMap<String, Object>();
        view.put("schemes", driver.schemes());
        view.put("bundle", driver.bundle());
        view.put("state", driver.state().name());
        view.put("text", driver.text());
        view.put("producers", driver.producers());
        view.put("abandoned", driver.abandoned());
        view.put("findings", findings.apply(driver.bundle()));
        view.put("forms", forms.apply(driver.bundle()));
        return view;
    }
}
