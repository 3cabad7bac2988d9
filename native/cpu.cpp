// The module _cpu, which tells Python the best instruction set of this processor. It is compiled for the oldest
// processor, and without nanobind because one function does not need it.

#include <Python.h>

#include "cpu.hpp"

namespace {

PyObject* level(PyObject*, PyObject*) { return PyUnicode_FromString(instruction_set()); }

PyMethodDef methods[] = {
    {"level", level, METH_NOARGS, "Return the best instruction set: v4, v3, v2, base, or none."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef module = {PyModuleDef_HEAD_INIT, "_cpu", nullptr, 0, methods, nullptr, nullptr, nullptr, nullptr};

}  // namespace

PyMODINIT_FUNC PyInit__cpu() { return PyModule_Create(&module); }
