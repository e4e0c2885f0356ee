/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the tests of all bundles share: ports, waiting with a deadline, and the search for what was left behind. */
@NullMarked
package io.sluice.testkit;

import org.jspecify.annotations.NullMarked;
