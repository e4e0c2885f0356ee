/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import jakarta.servlet.Servlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.component.annotations.Component;

/** Bundles of the operator: what a jar would touch, then install, update, refresh, remove. */
@Component(
        service = Servlet.class,
        property = {
            ServletConstants.PLUGIN_LABEL + "=installer",
            ServletConstants.PLUGIN_TITLE + "=Install",
            Page.CATEGORY,
            ServletConstants.PLUGIN_CSS_REFERENCES + "=/installer/res/sluice.css"
        })
public final class InstallPage extends Page {
    private static final long serialVersionUID = 1L;

    public InstallPage() {
        super("installer.js");
    }
}
